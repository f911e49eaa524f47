"""What ``bench national`` is made of: questions, steps, a process to work in, growth, and the page."""
