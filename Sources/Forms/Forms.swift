/// How a record is asked for: sections, conditions, computed values; XLSForm.
package enum FormsModule {}
