"""What is kept for whoever looks into a fault: log, crash reports, the facts. No secrets. No Qt."""
