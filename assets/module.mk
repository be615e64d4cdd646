assets_libs =
