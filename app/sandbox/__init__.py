"""The embedded service: a documented stand-in for GPTunnel on 127.0.0.1. Imports no Qt."""
