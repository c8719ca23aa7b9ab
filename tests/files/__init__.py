"""Tests of what comes from the web, against a server on this machine that misbehaves on order."""
