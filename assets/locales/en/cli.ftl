# The command line
cli-policy-on-screen = A photo has to be on the screen for at least { $ms } ms before it is decided on.
