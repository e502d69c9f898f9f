"""The GPTunnel service over HTTP. Imports no Qt."""
