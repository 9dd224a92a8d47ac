// The one door to libpq (Debian: libpq-dev). Only Sources/PolicyStore/PostgresConnection.swift imports it.
#include <libpq-fe.h>
