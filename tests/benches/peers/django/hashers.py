"""argon2id as Tongxing hashes: 19 MiB, two passes, one lane."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19456
    parallelism = 1
