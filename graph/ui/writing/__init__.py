"""Writing in the app: forms that change a case file, each shown as the difference of the file before it is saved."""
