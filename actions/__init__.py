"""The custom actions: one a file, each a thin layer over `faro.answers`, none ever silent."""
