"""The pages of nurses and doctors. Form, call, redirect; the words are in templates."""
