# Bundles, keys and the central store: empty until they are built.
