# The command line
cli-policy-on-screen = A photo has to be on the screen for at least { $ms } ms before it is decided on.
cli-access-owner = Only the owner of the store's files can read and write them: { $dir }
cli-access-group = The group of the store's folder can read and write its files too: { $dir }
cli-access-not-ours = Nothing was changed: the folder holds other things than the store. Move those elsewhere first: { $dir }
cli-access-not-here = This program cannot say who may read files on this system: the store's are as open as the folder that they are in: { $dir }
