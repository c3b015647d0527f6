"""The search for a doctor: one pure decision (`core`), one shell around it (`engine`)."""
