"""The rules of grid regulation, pure: values in, values or refusals out."""
