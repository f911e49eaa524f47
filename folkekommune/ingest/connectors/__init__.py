"""One connector for each export shape; found by folder."""
