//! The commands and their flags, as clap reads them. Nothing here acts on them.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::access_args::{ExposureArgs, HistoryArgs, NoticeArgs};
use super::fix_args::{FixArgs, MendArgs};
pub use super::values::When;
pub(crate) use super::values::{ListFormat, ShowFormat, Threshold};
use super::values::{
    date, family, fingerprint, line, pack, percent, rule_id, rule_name, test_format, threads, width,
};
use crate::check::Severity;
use crate::engine::TestFilter;
use crate::lint::ForeignPack;
use crate::report::Format;
use crate::rule::RegoVersion;
use crate::tenant::{Layout, Platform};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "tenantlint",
    version,
    about = "Judges the settings of SaaS tenants against policies, and points at the bytes",
    long_about = "Judges the settings of SaaS tenants, kept as files, against Rego policies, and shows every \
                  violation at its place in the file, with the chain of places that makes it true.",
    after_long_help = EXIT_CODES,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Whether output has colours; `auto` asks `NO_COLOR`, `FORCE_COLOR`, then the terminal
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        help_heading = "Global options"
    )]
    pub(crate) color: When,
}

const EXIT_CODES: &str = "Exit codes:
  0  judged, and nothing is as bad as --fail-on says
  1  findings
  2  could not judge: wrong usage or configuration, unreadable input, nothing to judge, a failing policy

Example:
  tenantlint check examples/merchant-portal";

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge tenants and report what is wrong
    #[command(after_long_help = "Examples:
  tenantlint check exports/
  tenantlint check --staged
  tenantlint check --since origin/main
  tenantlint check --format json --output report.json --format human exports/
  sf-exporter | tenantlint check --stdin-filename tenant.yaml -")]
    Check(Box<CheckArgs>),
    /// Fix findings in their files: each fix is judged again before it is written
    #[command(
        after_long_help = "A fix is written when its finding is gone by it, nothing new or wider came, and the settings
differ by exactly what the fix says; everything else in the file stays, byte for byte. An argument
of 8 to 64 hexadecimal digits that names no file is a fingerprint.

Exit codes:
  0  every finding that was named is fixed, or none was named
  1  a finding that was named could not be fixed
  2  something could not be read, judged or written

Examples:
  tenantlint fix --dry-run exports/
  tenantlint fix 371dc5c0 exports/
  tenantlint fix --unsafe-fixes --select SF-SITE exports/"
    )]
    Fix(Box<FixArgs>),
    /// Show who can do what to which object, by which settings, and which data they reach
    #[command(after_long_help = "Exit codes:
  0  the table is whole, as far as the files tell
  2  something could not be judged, so that the table may lack rows

Examples:
  tenantlint exposure exports/
  tenantlint exposure --principal anonymous --format csv --output exposed.csv exports/
  tenantlint exposure --as-of 2020-08-30 exports/")]
    Exposure(Box<ExposureArgs>),
    /// Show what was open when, by the commits of a repository: which opened it, which closed it
    #[command(
        after_long_help = "Every commit that the branch held is judged by the policies and settings of its tip, and as of its
own day: what a platform's release changed is told as such. What was judged once is kept below
$XDG_CACHE_HOME/tenantlint (else ~/.cache/tenantlint), which may be deleted at any time; `check`
never reads it.

Exit codes:
  0  the history is told
  2  something could not be judged, so that windows may be missing or too long

Examples:
  tenantlint history exports/
  tenantlint history --on 2020-11-24 exports/
  tenantlint history --format html --output history.html exports/"
    )]
    History(Box<HistoryArgs>),
    /// Draft the notice of what people from outside could reach: which data, how much, since when
    #[command(
        after_long_help = "The draft is Markdown. It marks what the files tell as known, and what they cannot tell as not known.

Exit codes:
  0  the draft is written, or there is nothing to tell
  2  something could not be judged, so that the draft may lack something

Examples:
  tenantlint notice exports/
  tenantlint notice --object Account --output notice.md exports/"
    )]
    Notice(Box<NoticeArgs>),
    /// Write a first configuration for what a repository holds, and install the hook that judges
    /// its commits; nothing that is there is replaced
    #[command(after_long_help = "Exit codes:
  0  done, or done before
  1  a file of yours is in the way: what to add to it is printed

Examples:
  tenantlint init
  tenantlint init --hook git
  tenantlint init --hook pre-commit --dry-run")]
    Init(InitArgs),
    /// List the rules
    #[command(after_long_help = "Example:
  tenantlint rules --select guest-access --format markdown")]
    Rules(RulesArgs),
    /// Explain a rule or a check: why it matters, what to do, a bad and a good example
    #[command(after_long_help = "Example:
  tenantlint explain SF-GUEST-001")]
    Explain(ExplainArgs),
    /// Test policies: their Rego unit tests, and the examples beside them
    #[command(after_long_help = "Exit codes:
  0  all tests passed
  1  a test failed, or too little is covered
  2  policies could not be tested, or there was no test

Examples:
  tenantlint test policies/
  tenantlint test --run 'guest.*test_bad' policies/
  tenantlint test --min-coverage 90 --format junit --output tests.xml policies/")]
    Test(TestArgs),
    /// Write the folder of a new rule, whose tests pass at once; nothing that is there is replaced
    #[command(after_long_help = "Example:
  tenantlint new rule ACME-002 --name site_can_be_framed --dir policies/acme")]
    New(NewArgs),
    /// Print a JSON Schema that this program publishes, or the list of them
    #[command(after_long_help = "Example:
  tenantlint schema config > tenantlint.schema.json")]
    Schema(SchemaArgs),
    /// Show the settings of a run and the files that it would judge, each with the reason
    #[command(after_long_help = "Example:
  tenantlint config exports/")]
    Config(ConfigCommandArgs),
    /// Print the input that policies see, as JSON
    #[command(after_long_help = "Example:
  tenantlint input exports/ > input.json")]
    Input(InputCommandArgs),
    /// Write a tenant's settings as YAML in the one canonical form, from files of any form
    #[command(after_long_help = "Examples:
  tenantlint import PLATFORM . -o settings/
  tenantlint import PLATFORM . -o settings/ --check")]
    Import(ImportArgs),
    /// Print what to retrieve: all that the selected rules read, or, with PATHS, what is missing
    /// there
    #[command(after_long_help = "Examples:
  tenantlint manifest > package.xml
  tenantlint manifest exports/ > package.xml")]
    Manifest(ManifestArgs),
    /// Waive one finding: judge, find it by its fingerprint, and write who answers for it until when
    #[command(after_long_help = "Example:
  tenantlint waive 371dc5c0 --reason \"partner API\" --owner crm-team --until 2027-03-31 exports/")]
    Waive(Box<WaiveArgs>),
    /// Record the open findings of today, so that only new and wider ones fail a run
    #[command(after_long_help = "Examples:
  tenantlint baseline exports/
  tenantlint baseline --prune exports/")]
    Baseline(Box<BaselineArgs>),
    /// Print completions for a shell
    #[command(after_long_help = "Example:
  tenantlint completions bash > ~/.local/share/bash-completion/completions/tenantlint")]
    Completions(CompletionsArgs),
    /// Print the manual page, of the program or of one command
    #[command(after_long_help = "Example:
  tenantlint man check > tenantlint-check.1")]
    Man(ManArgs),
}

/// `check`
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) change: ChangeArgs,
    #[command(flatten)]
    pub(crate) verdict: VerdictArgs,
    #[command(flatten)]
    pub(crate) assess: AssessArgs,
    #[command(flatten)]
    pub(crate) mend: MendArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// The number of threads; as many as the machine has where this is not given
    #[arg(long, value_name = "N", value_parser = threads, help_heading = "Run")]
    pub(crate) threads: Option<usize>,
}

/// What is judged.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files, folders and globs; `-` is standard input. Without any: the tenants of the
    /// configuration, else the current folder
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// The name that standard input goes by; its ending tells the format
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<String>,
    #[command(flatten)]
    pub(crate) about: AboutArgs,
}

/// What the files do not say of themselves.
#[derive(Debug, Args, Default, Clone)]
#[command(next_help_heading = "Input")]
pub(crate) struct AboutArgs {
    /// The platform of the tenants, where the files should not decide
    #[arg(long, value_name = "NAME", value_parser = Platform::from_str)]
    pub(crate) platform: Option<Platform>,
    /// A file with record counts and guest users, which settings cannot tell
    #[arg(long, value_name = "FILE")]
    pub(crate) runtime: Vec<PathBuf>,
}

/// Which tree is judged, and what it is compared with.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Change")]
pub(crate) struct ChangeArgs {
    /// Judge the git index, what the next commit would hold, and compare it with HEAD
    #[arg(long, conflicts_with = "rev")]
    pub(crate) staged: bool,
    /// Judge the commit that a revision names instead of files on disk
    #[arg(long, value_name = "REV")]
    pub(crate) rev: Option<String>,
    /// Compare with the commit where the history left this branch, as a pull request does: only
    /// what the change makes new or wider fails the run
    #[arg(long, value_name = "REV")]
    pub(crate) since: Option<String>,
    /// With --since or --staged: findings fail the run that the change did not make, too
    #[arg(long)]
    pub(crate) all: bool,
    /// With --since or --staged: judge by the configuration, waivers, baseline and policies of the
    /// change itself; for the branch that owns them
    #[arg(long)]
    pub(crate) accept_governance: bool,
}

impl ChangeArgs {
    /// Whether git is asked for a tree.
    pub(crate) fn asks_git(&self) -> bool {
        self.staged || self.rev.is_some() || self.since.is_some()
    }

    /// Whether two trees are compared.
    pub(crate) fn compares(&self) -> bool {
        self.staged || self.since.is_some()
    }
}

/// Which policies judge.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Policies")]
pub(crate) struct PolicyArgs {
    /// A folder of further policies or a file of Rego, beside those of the configuration
    #[arg(long, value_name = "DIR")]
    pub(crate) policy: Vec<PathBuf>,
    /// Leave out the policies that came with the program
    #[arg(long)]
    pub(crate) no_builtin: bool,
    #[command(flatten)]
    pub(crate) others: OthersArgs,
    /// A file or folder of data (YAML, JSON, TOML) that further policies see below `data`
    #[arg(long, value_name = "PATH")]
    pub(crate) data: Vec<PathBuf>,
    /// Judge files of no platform together: the input is a list of `path` and `contents`
    #[arg(long)]
    pub(crate) combine: bool,
    /// The value of a parameter; the value is YAML, such as `[A, B]`
    #[arg(long = "param", value_name = "ID.NAME=YAML")]
    pub(crate) params: Vec<String>,
    /// The date of judgement, for rules that depend on release dates; today where not given
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) as_of: Option<String>,
}

/// How policies are read that follow the convention of other tools.
#[derive(Debug, Args, Default)]
pub(crate) struct OthersArgs {
    /// Of policies that follow conftest's convention, only those judge whose package this names;
    /// `*` stands for anything [default: all packages]
    #[arg(long, value_name = "NAME", conflicts_with = "all_namespaces")]
    pub(crate) namespace: Vec<String>,
    /// All packages of such policies judge, whatever the configuration says
    #[arg(long)]
    pub(crate) all_namespaces: bool,
    /// A pack of policies written for another program and the folder that holds it, as it came:
    /// `scubagoggles=DIR`, `scubagear=DIR`, or `MANIFEST.yaml=DIR`
    #[arg(long, value_name = "PACK=DIR", value_parser = pack)]
    pub(crate) pack: Vec<ForeignPack>,
    /// The version of Rego that further policies are written in: v0 or v1 [default: v1]
    #[arg(long, value_name = "VERSION", value_parser = RegoVersion::from_str)]
    pub(crate) rego_version: Option<RegoVersion>,
}

/// Which rules count.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Selection")]
pub(crate) struct SelectionArgs {
    /// Judge only these: ids, prefixes of ids, families or severities, separated by commas
    #[arg(long, value_name = "SELECTORS", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Judge all but these: ids, prefixes of ids, families or severities, separated by commas
    #[arg(long, value_name = "SELECTORS", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
}

/// What fails the run.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Verdict")]
pub(crate) struct VerdictArgs {
    /// From which severity findings make exit code 1: critical, high, medium, low, info or never
    /// [default: low]
    #[arg(long, value_name = "SEVERITY", value_parser = Threshold::from_str)]
    pub(crate) fail_on: Option<Threshold>,
    /// From which severity of a rule "could not be judged" makes exit code 2: critical, high,
    /// medium, low, info or never [default: critical]
    #[arg(long, value_name = "SEVERITY", value_parser = Threshold::from_str)]
    pub(crate) fail_on_unknown: Option<Threshold>,
}

/// What becomes of findings that somebody answers for.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Waivers and baseline")]
pub(crate) struct AssessArgs {
    /// Count findings that are waived; what is wrong with the waivers is told all the same
    #[arg(long)]
    pub(crate) no_waivers: bool,
    /// Count findings that the baseline records
    #[arg(long)]
    pub(crate) no_baseline: bool,
    /// Whether a file that the configuration names may be missing, since the command makes it.
    #[arg(skip)]
    pub(crate) may_lack: bool,
    /// The baseline, instead of the one that the configuration names.
    #[arg(skip)]
    pub(crate) baseline: Option<PathBuf>,
}

/// How the report is written.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// How the report is written; give several with `--output` for all but one [default: human]
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    pub(crate) format: Vec<Format>,
    /// Write the format named before it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Say only what is wrong and what could not be judged: no notices, no summary
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say all there is: data paths, fingerprints, references, whole chains, notices
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Count the findings by rule instead of showing them
    #[arg(long)]
    pub(crate) statistics: bool,
    /// The width of text, in columns
    #[arg(long, value_name = "N", value_parser = width)]
    pub(crate) width: Option<usize>,
    /// Draw with ASCII characters alone
    #[arg(long)]
    pub(crate) ascii: bool,
}

/// Where the settings come from.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct ConfigurationArgs {
    /// Read this configuration instead of looking for `tenantlint.yaml`
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// `rules`
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// How the list is written
    #[arg(long, short, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: ListFormat,
    /// With `--format markdown`: a folder for an index and a page for each rule
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) sources: RuleSourceArgs,
}

/// `explain`
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The id of a rule or check
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) sources: RuleSourceArgs,
}

/// Where the rules of `rules` and `explain` come from.
#[derive(Debug, Args, Default)]
#[command(next_help_heading = "Policies")]
pub(crate) struct RuleSourceArgs {
    /// A folder of further policies, beside those of the configuration
    #[arg(long, value_name = "DIR")]
    pub(crate) policy: Vec<PathBuf>,
    /// Leave out the policies that came with the program
    #[arg(long)]
    pub(crate) no_builtin: bool,
    #[command(flatten)]
    pub(crate) others: OthersArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

/// `test`
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// Folders of policies; without any, those that came with the program and the configuration's
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// Run only the tests whose names hold a match of this regular expression; `--verbose` shows
    /// the names
    #[arg(long, short, value_name = "REGEX", value_parser = TestFilter::from_str)]
    pub(crate) run: Option<TestFilter>,
    /// Tell which lines of the policies the tests evaluate
    #[arg(long)]
    pub(crate) coverage: bool,
    /// Exit with 1 where the tests evaluate less than this percentage of the lines; implies
    /// `--coverage`
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) min_coverage: Option<f64>,
    /// How the result is written: human, json or junit; give several with `--output` for all but
    /// one [default: human]
    #[arg(long, short, value_name = "FORMAT", value_parser = test_format)]
    pub(crate) format: Vec<Format>,
    /// Write the format named before it to this file; `-` is standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Name every test, not only those that fail
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// The number of threads; as many as the machine has where this is not given
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

/// `new`
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    #[command(subcommand)]
    pub(crate) what: NewWhat,
}

/// What is new.
#[derive(Debug, Subcommand)]
pub(crate) enum NewWhat {
    /// A rule: its policy with METADATA, unit tests, a bad and a good example
    #[command(after_long_help = "Example:
  tenantlint new rule ACME-002 --name site_can_be_framed --dir policies/acme")]
    Rule(NewRuleArgs),
}

/// `new rule`
#[derive(Debug, Args)]
pub(crate) struct NewRuleArgs {
    /// The id of the rule, such as ACME-002; ids are never used again
    #[arg(value_name = "ID", value_parser = rule_id)]
    pub(crate) id: String,
    /// The folder of the pack [default: the configuration's first folder of policies, else
    /// policies]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The platform whose tenants the rule judges
    #[arg(long, value_name = "NAME", value_parser = Platform::from_str)]
    pub(crate) platform: Option<Platform>,
    /// How bad a violation is: critical, high, medium, low or info
    #[arg(long, value_name = "SEVERITY", default_value_t = Severity::Medium, value_parser = Severity::from_str)]
    pub(crate) severity: Severity,
    /// The family, by which rules are selected
    #[arg(long, value_name = "FAMILY", default_value = "governance", value_parser = family)]
    pub(crate) family: String,
    /// The name of the rule's folder and package, which tells the bad state [default: the id]
    #[arg(long, value_name = "bad_state", value_parser = rule_name)]
    pub(crate) name: Option<String>,
    /// Write nothing; show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

/// `schema`
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Which schema; without it, the names of all
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// `config`
#[derive(Debug, Args)]
pub(crate) struct ConfigCommandArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) verdict: VerdictArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// How it is written
    #[arg(long, short, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: ShowFormat,
}

/// `input`
#[derive(Debug, Args)]
pub(crate) struct InputCommandArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// The tenant to print, where the files hold several
    #[arg(long, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
    /// Print the parameters and the date of judgement beside the input, as policies see them:
    /// {"input": ..., "data": {"tenantlint": {"params": ..., "as_of": ...}}}
    #[arg(long, conflicts_with_all = ["raw", "evaluate"])]
    pub(crate) with_data: bool,
    /// Print a file as it is, whatever it holds
    #[arg(long, conflicts_with = "evaluate")]
    pub(crate) raw: bool,
    /// Print what every rule answers for each file, one line of JSON a file and rule
    #[arg(long)]
    pub(crate) evaluate: bool,
}

/// `init`
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// What runs `tenantlint check --staged` before a commit; without this no hook is installed
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) hook: Option<InitHook>,
    /// Write nothing; show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What runs the program before a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InitHook {
    /// Git itself: a hook in the repository's folder of hooks
    Git,
    /// pre-commit or prek: `.pre-commit-config.yaml`
    PreCommit,
    /// lefthook: `lefthook.yml`
    Lefthook,
    /// husky: `.husky/pre-commit`
    Husky,
    /// Nothing
    None,
}

/// `import`
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The platform of the tenants
    #[arg(value_name = "PLATFORM", value_parser = Platform::from_str)]
    pub(crate) platform: Platform,
    /// Files, folders and globs; without any: the tenants of the configuration, else the current
    /// folder
    #[arg(value_name = "PATHS")]
    pub(crate) paths: Vec<PathBuf>,
    /// The folder to write to. Files of earlier imports are replaced or removed; files of others
    /// are never touched
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// How a tenant is spread over files
    #[arg(long, value_enum, default_value_t, value_name = "LAYOUT")]
    pub(crate) layout: Layout,
    /// Write nothing; exit with 1 where something would change
    #[arg(long)]
    pub(crate) check: bool,
    /// A file with record counts and guest users, which settings cannot tell
    #[arg(long, value_name = "FILE")]
    pub(crate) runtime: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

/// `manifest`
#[derive(Debug, Args)]
pub(crate) struct ManifestArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
    /// The tenant, where the files hold several
    #[arg(long, value_name = "NAME")]
    pub(crate) tenant: Option<String>,
}

/// `waive`
#[derive(Debug, Args)]
pub(crate) struct WaiveArgs {
    /// The finding's fingerprint, or its first digits, at least 6, where no other begins so;
    /// `check --verbose` shows them
    #[arg(value_name = "FINGERPRINT", value_parser = fingerprint)]
    pub(crate) fingerprint: String,
    /// Why it does not count
    #[arg(long, value_name = "TEXT", value_parser = line)]
    pub(crate) reason: String,
    /// Who answers for it
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub(crate) owner: String,
    /// The last day on which it is waived
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    pub(crate) until: String,
    /// The file to write to; the one that `check` reads where this is not given
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// Write nothing; print what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

/// `baseline`
#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    /// The file to write to; the one that `check` reads where this is not given
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Remove entries that are no longer true
    #[arg(long)]
    pub(crate) prune: bool,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) policies: PolicyArgs,
    #[command(flatten)]
    pub(crate) configuration: ConfigurationArgs,
}

/// `completions`
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// `man`
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The command; without it, the page of the program
    #[arg(value_name = "COMMAND")]
    pub(crate) command: Option<String>,
}
