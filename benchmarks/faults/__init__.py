"""What may befall slottag (kills, signals, damaged files, sizes), done on purpose and counted."""
