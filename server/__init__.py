"""The web side of wangge; `application.create_app` wires it together."""
