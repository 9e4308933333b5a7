package tenantlint.salesforce.lib.urls_test

import data.tenantlint.salesforce.lib.urls

test_hosts if {
	{url: urls.host(url) | some url in [
		"https://Shop.Example/x?y#z",
		" \n\tHTTP://me:secret@shop.example:8080/x",
		"shop.example:443",
		"*.shop.example",
		"https://*.shop.example:*",
		"wss://shop.example.",
		"http:shop.example",
		"chrome-extension://abc/x",
		"http://[::1]:8080/",
		"https:\\\\shop.example\\x",
		"https://shop.example?u=me@other.example",
		"https://shop.example#me@other.example",
		"https:",
		"https://*",
	]} == {
		"https://Shop.Example/x?y#z": "shop.example",
		" \n\tHTTP://me:secret@shop.example:8080/x": "shop.example",
		"shop.example:443": "shop.example",
		"*.shop.example": "*.shop.example",
		"https://*.shop.example:*": "*.shop.example",
		"wss://shop.example.": "shop.example",
		"http:shop.example": "shop.example",
		"chrome-extension://abc/x": "abc",
		"http://[::1]:8080/": "[::1]",
		"https:\\\\shop.example\\x": "shop.example",
		"https://shop.example?u=me@other.example": "shop.example",
		"https://shop.example#me@other.example": "shop.example",
		"https:": "",
		"https://*": "*",
	}
}

test_plain if {
	[url | some url in ["http://a.example", " HTTP://a.example", "ws://a.example", "http:a"]; urls.plain(url)] == ["http://a.example", " HTTP://a.example", "ws://a.example", "http:a"]
	[url | some url in ["https://a.example", "wss://a.example", "a.example", "https://a.example/?http://b", "httpx://a"]; urls.plain(url)] == []
}

test_loopback if {
	own := ["http://localhost:3000", "http://LOCALHOST", "http://app.localhost/x", "http://127.0.0.1", "http://127.9.9.9:80", "http://0.0.0.0:1", "http://[::1]:80"]
	[url | some url in own; urls.loopback(url)] == own
	[url | some url in own; urls.private(url)] == own
	others := ["http://localhost.shop.example", "http://127.shop.example", "http://10.1.2.3", "http://localhost@shop.example", "http://notlocalhost", "http://[::12]"]
	[url | some url in others; urls.loopback(url)] == []
}

test_private if {
	inside := [
		"http://10.1.2.3:80", "http://192.168.0.1", "http://172.16.0.1", "http://172.29.0.1", "http://172.31.0.1", "http://169.254.0.1",
		"http://[fd00::1]", "http://[fc00::1]", "http://erp", "http://erp.local", "http://erp.office.internal", "http://erp.test", "http://erp.localdomain",
	]
	[url | some url in inside; urls.private(url)] == inside
	outside := [
		"http://10.shop.example", "http://172.15.0.1", "http://172.32.0.1", "http://192.169.0.1", "http://8.8.8.8", "http://shop.example",
		"http://internal.shop.example", "http://[2001:db8::1]", "http://*", "http://169.253.0.1", "http://11.1.2.3",
	]
	[url | some url in outside; urls.private(url)] == []
}

test_patterns_that_are_too_wide if {
	{pattern: urls.reach(pattern) | some pattern in ["*", "https://*", "https:", " HTTPS://*:8443/x", "https://shop.*", "https://*.com", "*.Com.", "https://*.co.uk", "https://*.herokuapp.com:443", "https://*.*.co.jp"]} == {
		"*": "any host",
		"https://*": "any host",
		"https:": "any host",
		" HTTPS://*:8443/x": "any host",
		"https://shop.*": "any host",
		"https://*.com": "any host below com",
		"*.Com.": "any host below com",
		"https://*.co.uk": "any host below co.uk",
		"https://*.herokuapp.com:443": "any host below herokuapp.com",
		"https://*.*.co.jp": "any host below co.jp",
	}
}

test_patterns_that_name_whose_hosts_they_are if {
	[pattern | some pattern in ["https://shop.example", "https://*.shop.example", "https://*.shop.co.uk", "https://co.uk", "https://shop.example/*", "chrome-extension://abc", "localhost:3000", "https://a.herokuapp.com"]; urls.reach(pattern)] == []
}
