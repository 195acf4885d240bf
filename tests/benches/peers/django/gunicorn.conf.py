"""Two workers, one for each core; threads, so that connections are kept as every other server here keeps them."""

workers = 2
worker_class = "gthread"
threads = 4
# Long enough that no connection is closed between two requests of a client.
keepalive = 75
# The workers share what is loaded before they are forked, which saves memory.
preload_app = True
loglevel = "error"
