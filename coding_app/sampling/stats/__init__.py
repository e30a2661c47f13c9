"""What a sample will be worth: pure computations."""
