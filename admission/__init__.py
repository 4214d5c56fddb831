"""Admission to the Party, from selection to recognition as an official member."""
