package retention

violation contains {"msg": msg, "details": {"days": input.logs.days}} if {
	input.logs.days > 90
	msg := sprintf("%s keeps its logs for %d days", [input.name, input.logs.days])
}
