"""The pages: permission in `dispatch`, one service call in `form_valid`, a domain error becomes a form error."""
