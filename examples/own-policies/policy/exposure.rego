package main

import data.limits

# METADATA
# title: Administration is reachable from everywhere
# description: An administration port belongs behind the company's own network.
# custom:
#   severity: critical
#   remediation: Take the port from the list, or set the audience to internal.
deny_admin_port contains msg if {
	input.audience == "everyone"
	some port in input.ports
	port in limits.admin_ports
	msg := sprintf("%s opens port %d to everyone", [input.name, port])
}

deny contains msg if {
	not input.owner
	msg := sprintf("nobody owns %s", [input.name])
}

warn contains msg if {
	input.replicas == 1
	msg := sprintf("%s has one replica", [input.name])
}

exception contains rules if {
	input.name == "bastion"
	rules := ["admin_port"]
}
