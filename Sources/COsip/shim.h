// The one door to libosip2's parser (Debian: libosip2-dev). Only Sources/SIPMessage/OsipReader.swift imports it.
#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>
#include <osipparser2/osip_port.h>
