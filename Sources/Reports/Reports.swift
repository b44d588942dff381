/// What leaves the kit for people: paper, calendars, exports, figures.
package enum ReportsModule {}
