/// One day in the Gregorian, Persian, Islamic and Ethiopian calendars.
package enum CalendarsModule {}
