"""The pages: each a function of its URL and a data version, written on the server first and mounted by Dash afterwards."""
