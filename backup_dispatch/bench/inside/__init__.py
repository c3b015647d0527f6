"""What a benchmark does in the settings of its own stack; refuses any other installation."""
