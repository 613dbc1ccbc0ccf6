"""What the processes that ask one language model share in Redis: its budget and its breaker."""
