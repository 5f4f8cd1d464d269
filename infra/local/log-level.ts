// The laptop's terminal shows warnings and errors; set POWERTOOLS_LOG_LEVEL=INFO to see every step. Imported before any logger is made.
process.env.POWERTOOLS_LOG_LEVEL ??= 'WARN';
