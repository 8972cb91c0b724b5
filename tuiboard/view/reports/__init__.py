"""What each report says: a module a kind, loaded with the first one that is asked for."""
