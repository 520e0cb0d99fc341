"""Files that tills, catalogues and books leave: a table whose rows are taken by the domains' own actions."""
