"""Policies in the style of linters, and inputs for them, made up from a seed.

A policy is written as people write theirs: sets of violations over users, groups and settings,
helper rules and functions, comprehensions, negations, heads that compute something, names that are
used twice. An input has missing keys, nulls, values of other kinds and nested lists.
"""

import re

NAMES = ["ada", "bob", "admin", "root", "zoe", "über"]
WORDS = ["admin", "reader", "guest", "owner", "audit"]


def record(chance):
    """An input."""
    users = [user(chance) for _ in range(chance.randrange(5))]
    return thinned(
        chance,
        {
            "users": chance.choice([users, users, users, users, None, {user["name"]: user for user in users if user.get("name")}]),
            "groups": {
                word: thinned(chance, {"members": names(chance), "open": chance.choice([True, False, None]), "size": chance.randrange(9)})
                for word in chance.sample(WORDS, chance.randrange(4))
            },
            "settings": thinned(
                chance,
                {
                    "session": thinned(chance, {"timeout": chance.choice([5, 15, 60, 480]), "locked": chance.random() < 0.5}),
                    "mfa": chance.choice([True, False, None]),
                    "domains": chance.choice([["a.example", "b.example"], [], None]),
                    "limit": chance.choice([0, 1, 2, 3]),
                },
            ),
            "matrix": [[chance.randrange(3) for _ in range(chance.randrange(3))] for _ in range(chance.randrange(4))],
            "nothing": None,
        },
    )


def names(chance):
    """A list of names, or what stands in its place."""
    some = chance.sample(NAMES, chance.randrange(4))
    return chance.choice([some, some, some, some, [], None])


def user(chance):
    """One user."""
    roles = chance.sample(WORDS, chance.randrange(4))
    return thinned(
        chance,
        {
            "name": chance.choice(NAMES),
            "mfa": chance.choice([True, False, False, None]),
            "age": chance.choice([3, 30, 90, 365]),
            "roles": chance.choice([roles, roles, roles, None, {role: True for role in roles}]),
            "tags": thinned(chance, {"owner": chance.choice(NAMES), "env": chance.choice(["prod", "test", ""]), "tier": chance.randrange(4)}),
            "keys": [thinned(chance, {"id": chance.randrange(9), "days": chance.choice([1, 100, 400])}) for _ in range(chance.randrange(3))],
        },
    )


def thinned(chance, fields):
    """An object that has lost some of its members."""
    return {key: value for key, value in fields.items() if chance.random() < 0.85}


class Body:
    """The body of a rule while it is written: its statements, and the names that it has bound."""

    def __init__(self, chance, module):
        self.chance, self.module = chance, module
        self.statements = []
        self.names = {}

    def fresh(self, wanted):
        """A name for a variable: a good one, or one that something else has as well."""
        pool = [wanted, wanted, wanted + "_", "x", "item", "msg", "limit", "allowed", "roles", "i", "name"]
        # OPA refuses a name that is used before it is declared.
        used = set(re.findall(r"\w+", " ".join(self.statements)))
        free = [name for name in pool if name not in self.names and name not in used]
        return self.chance.choice(free) if free else f"{wanted}{len(self.names)}"

    def bind(self, wanted, kind):
        """A new variable of a kind."""
        name = self.fresh(wanted)
        self.names[name] = kind
        return name

    def of(self, kind):
        """A variable of a kind, or None."""
        found = [name for name, known in self.names.items() if known == kind]
        return self.chance.choice(found) if found else None

    def add(self, statement):
        """Another statement."""
        self.statements.append(statement)

    def text(self):
        """The body between its braces."""
        lines = self.statements or ["true"]
        if len(lines) < 3 and self.chance.random() < 0.3:
            return "{ " + "; ".join(lines) + " }"
        return "{\n" + "".join(f"\t{line}\n" for line in lines) + "}"


def choose_user(body):
    """Iterate over users."""
    chance = body.chance
    where = chance.choice(["input.users", "input.users", "input[\"users\"]", "object.get(input, \"users\", [])", "all_users"])
    if where == "all_users":
        body.module.add("all_users := input.users")
    form = chance.randrange(8)
    name = body.bind("user", "user")
    if form < 3:
        body.add(f"some {name} in {where}")
    elif form == 3:
        index = body.bind("n", "any")
        body.add(f"some {index}, {name} in {where}")
    elif form == 4 and "(" not in where:
        body.add(f"{name} := {where}[_]")
    elif form == 5 and "(" not in where:
        index = body.bind("i", "any")
        body.add(f"some {index}")
        body.add(f"{name} := {where}[{index}]")
    elif form == 6 and "(" not in where:
        index = "idx"
        if index not in body.names:
            body.names[index] = "any"
            body.add(f"{name} := {where}[{index}]")
        else:
            body.add(f"some {name} in {where}")
    else:
        body.add(f"{name} := [u | some u in {where}][_]")
    return name


def choose_group(body):
    """Iterate over groups."""
    key, group = body.bind("key", "text"), body.bind("group", "group")
    form = body.chance.randrange(3)
    if form == 0:
        body.add(f"some {key}, {group} in input.groups")
    elif form == 1:
        body.add(f"some {key}")
        body.add(f"{group} := input.groups[{key}]")
    else:
        body.add(f"{group} := input.groups[{key}]")
        if body.names.get(key) and key in ("msg", "limit", "allowed", "roles", "i", "name"):
            body.statements.insert(len(body.statements) - 1, f"some {key}")


def user_value(chance, user):
    """An expression over a user, which may be undefined, and its kind."""
    return chance.choice(
        [
            (f"{user}.name", "text"),
            (f"{user}.age", "number"),
            (f"{user}.mfa", "any"),
            (f"{user}.tags.owner", "text"),
            (f"{user}.tags.env", "text"),
            (f'{user}["tags"].tier', "number"),
            (f"{user}.keys[0].id", "number"),
            (f'object.get({user}, "age", 0)', "number"),
            (f'object.get({user}, ["tags", "tier"], 1)', "number"),
            (f"count({user}.keys)", "number"),
            (f"{user}.nosuch", "any"),
            (f"{user}.age + 1", "number"),
            (f"({user}.age * 2) - {user}.tags.tier", "number"),
            (f"upper({user}.name)", "text"),
            (f'concat("/", [{user}.name, {user}.tags.env])', "text"),
            (f'sprintf("%v:%v", [{user}.name, {user}.roles])', "text"),
            (f'[{user}.name, {user}.age]', "any"),
            (f'{{"n": {user}.name, "t": {user}.tags.tier}}', "any"),
            (f"[key.id | some key in {user}.keys]", "any"),
            (f"{{key.days | key := {user}.keys[_]}}", "any"),
            (f"{{role: true | some role in {user}.roles}}", "any"),
        ]
    )


def condition(body):
    """A statement that tests something."""
    chance, module = body.chance, body.module
    user, group = body.of("user"), body.of("group")
    tests = [
        "input.settings.mfa == true",
        "not input.settings.mfa",
        "not input.settings.mfa == false",
        "not input.nothing",
        "input.settings.session.timeout > 10",
        "not input.settings.session.timeout > 10",
        "count(object.get(input, \"users\", [])) >= 0",
        "input.matrix[_][_] == 1",
        "not input.settings.nosuch.deeper",
        '"a.example" in input.settings.domains',
        'not "a.example" in input.settings.domains',
        "count([d | some d in input.settings.domains]) != 1",
        "every row in input.matrix { count(row) < 3 }",
        "every d in input.settings.domains { endswith(d, \"example\") }",
    ]
    if user:
        value, kind = user_value(chance, user)
        tests += [
            f"{user}.mfa == true",
            f"{user}.mfa != true",
            f"not {user}.mfa",
            f"not {user}.mfa == true",
            f"not {user}.mfa != true",
            f"{user}.mfa",
            f"is_null({user}.mfa)",
            f"not is_null({user}.mfa)",
            f"{user}.age > 30",
            f"not {user}.age > 30",
            f"not {user}.age < input.settings.limit",
            f'"admin" in {user}.roles',
            f'not "admin" in {user}.roles',
            f'{user}.roles[_] == "admin"',
            f'startswith({user}.name, "a")',
            f'not startswith({user}.name, "a")',
            f'not contains(lower({user}.name), "o")',
            f'regex.match(`^[a-m]`, {user}.name)',
            f'not regex.match(`^[a-m]`, {user}.tags.owner)',
            f'{user}.name in {{"ada", "bob"}}',
            f'not {user}.name in ["ada", "bob"]',
            f"not {user}.tags.owner",
            f"{user}.tags.owner == {user}.name",
            f"not {user}.tags.owner == {user}.name",
            f"count({user}.keys) > 0",
            f"not count({user}.keys) > 1",
            f"{user}.keys[_].days > 90",
            f"every key in {user}.keys {{ key.days < 365 }}",
            f"count([key | some key in {user}.keys; not key.id]) == 0",
            f"count([role | some role in {user}.roles; role != \"guest\"]) > 0",
            f"count({{role | role := {user}.roles[_]}}) > 1",
            f"not {user}.tags[{user}.nosuch]",
            f"not {user}.tags.env in {{\"prod\"}}",
            f"object.get({user}, \"mfa\", false) == false",
            f"object.get({user}.tags, \"env\", \"\") == \"\"",
            f"{value} == {user_value(chance, user)[0]}",
            f"{value} != {user_value(chance, user)[0]}",
            f"not {value} == {user_value(chance, user)[0]}",
            f"not {value}",
            f"_ = {value}",
            f"not is_admin({user})",
            f"is_admin({user})",
            f"not has({user}, \"mfa\")",
            f"has({user}, \"tags\")",
            f"level({user}) == \"high\"",
            f"not level({user}) == \"high\"",
            f"not level({user}.tags) == \"high\"",
            f"{user}.name in allowed",
            f"not {user}.name in allowed",
            f"not allowed[{user}.name]",
            f"allowed[{user}.name]",
            f"not blocked[{user}.name]",
            f"limit > {user}.age",
            f"{user}.age > limit",
            f"is_string({user}.name)",
            f"not is_string({user}.nosuch)",
            f"{user}.age % 2 == 1",
            f"not {user}.age - 3 == 0",
        ]
    if group:
        tests += [
            f"{group}.open == true",
            f"not {group}.open",
            f"{group}.size > 3",
            f"not {group}.size > 3",
            f'"ada" in {group}.members',
            f'not "ada" in {group}.members',
            f"{group}.members[_] == \"bob\"",
            f"every m in {group}.members {{ m in allowed }}",
            f"count([m | some m in {group}.members]) == 0",
            f"not members_of({group})",
        ]
    test = chance.choice(tests)
    module.need(test)
    return test


def inner(body):
    """A further iteration or assignment."""
    chance = body.chance
    user, group = body.of("user"), body.of("group")
    form = chance.randrange(9)
    if user and form == 0:
        body.add(f"some {body.bind('role', 'text')} in {user}.roles")
    elif user and form == 1:
        body.add(f"{body.bind('key', 'key')} := {user}.keys[_]")
    elif user and form == 2:
        value, kind = user_value(chance, user)
        body.add(f"{body.bind('value', kind)} := {value}")
    elif user and form == 3:
        name = body.bind("found", "any")
        body.add(f"{name} := [x | some x in {user}.roles; x != \"guest\"]")
    elif user and form == 4:
        name = body.bind("ids", "any")
        body.add(f"{name} := {{i | some i; {user}.keys[i].days > 90}}")
    elif group and form == 5:
        body.add(f"some {body.bind('member', 'text')} in {group}.members")
    elif group and form == 6:
        body.add(f"{body.bind('member', 'text')} := {group}.members[_]")
    elif form == 7:
        row = body.bind("row", "any")
        body.add(f"some {row} in input.matrix")
        body.add(f"some {body.bind('cell', 'number')} in {row}")
    else:
        name = body.bind("limit", "number")
        body.add(f'{name} := object.get(input, ["settings", "limit"], 7)')


class Module:
    """A policy while it is written."""

    HELPERS = {
        "is_admin": [
            'is_admin(u) if "admin" in u.roles\n\nis_admin(u) if u.name == "root"',
            'is_admin(user) if {\n\tuser.roles[_] == "admin"\n}',
            "is_admin(x) := x.tags.tier > 2",
        ],
        "has": [
            "has(object_, key) if _ = object_[key]",
            'has(x, y) if { x[y] }\n\nhas(x, y) if x[y] == false',
            "has(o, k) := k in object.keys(o)",
        ],
        "level": [
            'level(u) := "high" if { u.age > 60 } else := "low" if { u.age > 0 }',
            'level(x) := "high" if { x.tags.tier > 1 }\nelse := x.tags.env if { x.mfa }\nelse := "none"',
            'default level(_) := "none"\n\nlevel(u) := u.tags.env if u.mfa == true',
        ],
        "allowed": [
            'allowed := {"ada", "bob"}',
            "allowed contains name if { some name in input.settings.domains }\n\nallowed contains \"ada\"",
            "allowed contains input.users[_].tags.owner",
            'allowed[input.users[i].name] := true if { input.users[i].mfa == true }',
        ],
        "blocked": [
            'blocked contains u.name if { some u in input.users; not u.mfa }',
            "blocked[g] contains m if { some g, x in input.groups; some m in x.members }",
            'blocked["zoe"] := false\n\nblocked["root"] := true',
        ],
        "limit": [
            "limit := input.settings.limit",
            "default limit := 30\n\nlimit := input.settings.session.timeout if input.settings.session.locked",
            "limit := x if { x := input.settings.limit } else := 50",
        ],
        "members_of": [
            "members_of(g) := {m | some m in g.members}",
            "members_of(group) if count(group.members) > 1",
        ],
    }

    def __init__(self, chance):
        self.chance = chance
        self.parts = {}
        self.used = set()

    def add(self, text):
        """A rule of its own, once."""
        self.parts.setdefault(text, text)

    def need(self, statement):
        """Helpers that a statement calls."""
        for name in self.HELPERS:
            if name in statement:
                self.used.add(name)

    def rules(self):
        """Everything that was written."""
        texts = [self.chance.choice(self.HELPERS[name]) for name in sorted(self.used)]
        texts += self.parts.values()
        self.chance.shuffle(texts)
        return texts


def head_value(body):
    """What a violation says."""
    chance = body.chance
    user, group = body.of("user"), body.of("group")
    known = sorted(body.names)
    if user:
        value = user_value(chance, user)[0]
        return chance.choice(
            [
                value,
                value,
                f'{{"msg": sprintf("%v is wrong", [{value}]), "who": {user}.name}}',
                f'{{"user": {user}.name, "value": {value}}}',
                f'sprintf("user %s of tier %v", [{user}.name, {user}.tags.tier])',
                f'sprintf("%v", [{user}])',
                f'[{user}.name, {value}]',
                f'{{{user}.name}}',
                f'level({user})',
            ]
        )
    if group:
        return chance.choice([f"{group}.size", f'{{"members": {group}.members, "size": {group}.size}}', f'sprintf("%v", [{group}.open])'])
    if known:
        return chance.choice([chance.choice(known), f'sprintf("%v", [{chance.choice(known)}])'])
    return chance.choice(['"settings are wrong"', "input.settings.limit", 'sprintf("limit %v", [input.settings.limit])', "input.matrix[_]"])


def rule(chance, module, name):
    """A rule that gives violations."""
    body = Body(chance, module)
    for _ in range(chance.choice([0, 1, 1, 1, 2])):
        chance.choice([choose_user, choose_user, choose_user, choose_group])(body)
    for _ in range(chance.choice([0, 0, 1, 1, 2])):
        inner(body)
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        body.add(condition(body))
    # OPA orders the statements of a body itself.
    if chance.random() < 0.2:
        binds = [at for at, text in enumerate(body.statements) if text.startswith("some ") or ":=" in text]
        first = max(binds, default=-1) + 1
        rest = body.statements[first:]
        chance.shuffle(rest)
        body.statements[first:] = rest
    value = head_value(body)
    if chance.random() < 0.4:
        message = body.bind("msg", "any")
        body.add(f"{message} := {value}")
        value = message
    module.need(value)
    form = chance.randrange(10)
    if form < 7:
        head = f"{name} contains {value}"
    elif form == 7:
        head = f"{name}_by[{value}] contains {head_value(body)}"
    elif form == 8:
        head = f"{name}_list := [{value} | {'; '.join(body.statements) or 'true'}]"
    else:
        head = f"{name}_found"
    module.need(head)
    if form == 8:
        return head
    return f"{head} if {body.text()}"


def policy(chance):
    """A policy whose violations are at `data.lint.answers`."""
    module = Module(chance)
    sets = ["deny", "violation", "warn"]
    rules = [rule(chance, module, name) for name in chance.choices(sets, k=chance.choice([1, 1, 2, 3]))]
    rules = [text for text in rules if module.need(text) is None]
    names = sorted({text.split()[0].split("[")[0] for text in rules})
    answers = [f'answers["{name}"] := {name}' for name in names]
    imports = chance.choice(["", "", "import rego.v1\n\n", "import input.settings as config\n\n"])
    texts = [*rules, *module.rules()]
    chance.shuffle(texts)
    return "package lint\n\n" + imports + "\n\n".join([*texts, *answers]) + "\n"
