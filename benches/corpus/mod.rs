//! A tenant of any size with violations planted at known places.
//!
//! Component files as exporters write them: objects with their fields, internal profiles, and
//! guest profiles that belong to no site. Every number follows from the seed, so two runs write
//! the same bytes.

use std::fmt::Write as _;

/// A planted violation: what must be found, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    /// The path of the file below the tenant's folder.
    pub file: String,
    /// The one-based line of the value.
    pub line: usize,
    /// The one-based column of the value, in characters.
    pub column: usize,
    /// The rule.
    pub rule: &'static str,
}

/// A generated tenant.
#[derive(Debug, Default)]
pub struct Corpus {
    /// Paths below the tenant's folder and texts.
    pub files: Vec<(String, String)>,
    /// The violations, sorted.
    pub planted: Vec<Planted>,
}

/// Numbers that look random and are the same in every run (a linear congruential generator with
/// the constants of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

impl Corpus {
    /// A tenant of about `bytes` bytes.
    pub fn generate(bytes: usize, seed: u64) -> Self {
        let mut corpus = Self::default();
        let mut numbers = Numbers(seed);
        let mut written = 0;
        let mut number = 0;
        while written < bytes {
            number += 1;
            let before = corpus.files.len();
            corpus.object(number, &mut numbers);
            corpus.profile(number, &mut numbers);
            written += corpus.files[before..]
                .iter()
                .map(|(_, t)| t.len())
                .sum::<usize>();
        }
        corpus.planted.sort();
        corpus
    }

    /// The length of all texts in bytes.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|(_, text)| text.len()).sum()
    }

    fn object(&mut self, number: usize, numbers: &mut Numbers) {
        let mut text = String::from("_tag: CustomObject\n");
        let _ = writeln!(
            text,
            "label: 'Object {number}'\nsharingModel: Private\nexternalSharingModel: Private\nfields:"
        );
        for field in 0..8 + numbers.below(8) {
            let _ = write!(
                text,
                "- fullName: Field_{field}__c\n  label: 項目 {field}\n  type: Text\n  length: {}\n  required: {}\n",
                20 + numbers.below(200),
                numbers.below(2) == 0,
            );
        }
        self.files
            .push((format!("objects/Object_{number}__c.object-meta.yaml"), text));
    }

    /// Every third profile is a guest's; about one in eight of its permissions is planted.
    fn profile(&mut self, number: usize, numbers: &mut Numbers) {
        let guest = number.is_multiple_of(3);
        let file = format!("profiles/Profile {number}.profile-meta.yaml");
        let mut text = String::from("_tag: Profile\n");
        let licence = if guest {
            "Guest User License"
        } else {
            "Salesforce"
        };
        let _ = writeln!(
            text,
            "custom: true\nuserLicense: {licence}\nfieldPermissions:"
        );
        for field in 0..60 + numbers.below(60) {
            let _ = write!(
                text,
                "- editable: false\n  field: Object_{}__c.Field_{field}__c\n  readable: {}\n",
                number,
                numbers.below(2) == 0,
            );
        }
        text.push_str("objectPermissions:\n");
        for object in 0..12 + numbers.below(12) {
            let bad = guest && numbers.below(8) == 0;
            // What is open to members is a decoy; on a guest it is planted.
            let open = bad || (!guest && numbers.below(2) == 0);
            let _ = write!(
                text,
                "- allowCreate: false\n  allowDelete: false\n  allowEdit: false\n  allowRead: {open}\n  modifyAllRecords: false\n  object: Object_{object}__c\n  viewAllRecords: {open}\n",
            );
            if bad {
                self.planted.push(Planted {
                    file: file.clone(),
                    line: text.lines().count(),
                    column: "  viewAllRecords: ".len() + 1,
                    rule: "SF-GUEST-002",
                });
            }
        }
        self.files.push((file, text));
    }
}
