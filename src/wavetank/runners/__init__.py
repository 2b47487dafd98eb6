"""Task runners: where the commands of script tasks run. Flows name them by type, as they name tasks."""
