# What stands on each screen.

app-name = VetSystem Companion
