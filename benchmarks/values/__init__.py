"""What values mean, measured: by gold that is drawn, by phrases that were set aside, beside Duckling."""
