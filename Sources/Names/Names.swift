/// Whether two spellings, in whatever scripts, may be one name.
package enum NamesModule {}
