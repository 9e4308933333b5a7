# METADATA
# title: What a URL reaches
# description: |
#   Functions on URLs and URL patterns, whatever their case and the blanks around them. host(url) is the host without
#   user, port and path: "HTTP://me@Shop.example:80/x" is "shop.example". plain(url) holds for http and ws, which do not
#   encrypt. loopback(url) holds for the reader's own computer, private(url) also for hosts that do not exist on the
#   Internet. reach(pattern) tells whom a pattern that is too wide lets in ("any host", "any host below co.uk"), and is
#   undefined for one that names whose hosts they are.
package tenantlint.salesforce.lib.urls

import data.tenantlint.salesforce.data.public_suffixes as suffixes

host(url) := trim_suffix(bare, ".") if {
	rest := regex.replace(_folded(url), `^(?:(?:https?|wss?):[/\\]*|[a-z][a-z0-9+.-]*://)`, "")
	authority := regex.replace(rest, `(?s)[/\\?#].*$`, "")
	bare := regex.replace(regex.replace(authority, `^.*@`, ""), `:[0-9*]*$`, "")
}

plain(url) if regex.match(`^(?:http|ws):`, _folded(url))

loopback(url) if regex.match(`^(?:localhost|.+\.localhost|127\.[0-9.]+|0\.0\.0\.0|\[::1\])$`, host(url))

private(url) if loopback(url)

private(url) if regex.match(`^(?:10\.[0-9.]+|192\.168\.[0-9.]+|172\.(?:1[6-9]|2[0-9]|3[01])\.[0-9.]+|169\.254\.[0-9.]+|\[f[cd][0-9a-f:]+\])$`, host(url))

private(url) if regex.match(`^(?:[a-z0-9_-]+|.+\.(?:local|localdomain|internal|test))$`, host(url))

reach(pattern) := "any host" if {
	_open(host(pattern)) == ""
} else := sprintf("any host below %s", [below]) if {
	below := _open(host(pattern))
	_public(below)
}

_folded(url) := lower(trim_space(url))

# What follows the last wildcard: nothing where everything is open.
_open(name) := "" if {
	name == ""
} else := trim_prefix(parts[count(parts) - 1], ".") if {
	parts := split(name, "*")
	count(parts) > 1
}

_public(name) if not contains(name, ".")

_public(name) if name in suffixes.registered

_public(name) if name in suffixes.rented
