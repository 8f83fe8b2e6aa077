"""What students read: pages and tables, made from reports."""
