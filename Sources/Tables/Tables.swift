/// Rows in CSV and XLSX files, read as if they were hostile.
package enum TablesModule {}
