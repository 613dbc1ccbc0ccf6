"""The commands of `curbside`, one module each; imported when called, so that --help is quick."""
