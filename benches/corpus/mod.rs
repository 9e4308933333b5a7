//! Tenants like those that companies export, in several shapes, with violations planted at known
//! places and decoys beside them.
//!
//! Every number follows from the shape, so two runs write the same bytes. What is planted is all
//! that the bundled rules find.

mod entries;
mod plan;
mod settings;
mod sheets;
mod tenant;
mod words;

use sheets::Sheets;
pub use sheets::{Form, Planted};

/// How much of what a tenant holds.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Active sites with their network and guest profile.
    pub sites: usize,
    /// Profiles of employees.
    pub profiles: usize,
    /// Profiles of members of sites.
    pub members: usize,
    /// Permission sets.
    pub permission_sets: usize,
    /// Objects.
    pub objects: usize,
    /// Fields of each object, about.
    pub fields: usize,
    /// Objects with sharing rules.
    pub shared: usize,
    /// Permissions on fields of each profile, at the most.
    pub field_permissions: usize,
    /// Roles.
    pub roles: usize,
}

/// What a corpus looks like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name on the command line.
    pub name: &'static str,
    /// How many tenants.
    pub tenants: usize,
    /// How their components are written.
    pub form: Form,
    /// What each tenant holds; none for the tenant of the smallest shape, which is written out.
    pub size: Option<Size>,
}

/// A usual tenant.
const USUAL: Size = Size {
    sites: 1,
    profiles: 4,
    members: 1,
    permission_sets: 7,
    objects: 12,
    fields: 28,
    shared: 3,
    field_permissions: 400,
    roles: 5,
};

/// All shapes. The last is what hooks are measured on.
pub const SHAPES: [Shape; 7] = [
    Shape {
        name: "tiny",
        tenants: 1,
        form: Form::Files,
        size: None,
    },
    Shape {
        name: "small",
        tenants: 1,
        form: Form::Files,
        size: Some(Size {
            profiles: 3,
            permission_sets: 4,
            objects: 10,
            fields: 31,
            shared: 2,
            roles: 2,
            ..USUAL
        }),
    },
    Shape {
        name: "medium",
        tenants: 20,
        form: Form::Files,
        size: Some(USUAL),
    },
    Shape {
        name: "large",
        tenants: 250,
        form: Form::Files,
        size: Some(USUAL),
    },
    Shape {
        name: "one",
        tenants: 1,
        form: Form::Canonical,
        size: Some(Size {
            sites: 4,
            profiles: 350,
            members: 6,
            permission_sets: 300,
            objects: 500,
            fields: 40,
            shared: 120,
            field_permissions: 2_600,
            roles: 200,
        }),
    },
    Shape {
        name: "wide",
        tenants: 1,
        form: Form::Files,
        size: Some(Size {
            sites: 30,
            profiles: 2_930,
            members: 40,
            permission_sets: 60,
            objects: 60,
            fields: 26,
            shared: 20,
            field_permissions: 60,
            roles: 60,
        }),
    },
    Shape {
        name: "company",
        tenants: 20,
        form: Form::Files,
        size: Some(Size {
            profiles: 57,
            permission_sets: 60,
            objects: 70,
            shared: 15,
            field_permissions: 120,
            roles: 29,
            ..USUAL
        }),
    },
];

/// The shape of this name.
pub fn shape(name: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.name == name)
}

/// A generated corpus.
#[derive(Debug)]
pub struct Corpus {
    /// Paths below the corpus and texts; the inventory of the tenants is the first.
    pub files: Vec<(String, String)>,
    /// The violations, sorted.
    pub planted: Vec<Planted>,
}

/// Numbers that look random and are the same in every run (a linear congruential generator with
/// the constants of Knuth's MMIX).
#[derive(Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Those of a tenant: of neighbours they have nothing in common.
    fn of(tenant: usize) -> Self {
        let mut numbers = Self((tenant as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        numbers.below(1);
        numbers
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    /// Whether one of so many cases is the one.
    pub fn one_in(&mut self, cases: usize) -> bool {
        self.below(cases) == 0
    }
}

impl Corpus {
    /// The corpus of a shape; with a number, of so many tenants instead of its own.
    pub fn generate(shape: &Shape, tenants: Option<usize>) -> Self {
        let mut sheets = Sheets::new(shape.form);
        let names: Vec<String> = (0..tenants.unwrap_or(shape.tenants))
            .map(words::company)
            .collect();
        for (number, name) in names.iter().enumerate() {
            sheets.tenant(name);
            match shape.size {
                Some(size) => tenant::write(&mut sheets, name, size, &mut Numbers::of(number)),
                None => tenant::write_smallest(&mut sheets, name),
            }
        }
        sheets.close();
        let Sheets {
            mut files,
            mut planted,
            ..
        } = sheets;
        files.insert(0, ("tenantlint.yaml".to_owned(), inventory(&names)));
        planted.sort();
        Self { files, planted }
    }

    /// The length of all texts in bytes.
    pub fn bytes(&self) -> usize {
        self.files.iter().map(|(_, text)| text.len()).sum()
    }
}

/// The configuration at the top. A machine that does other work beside is slow, and not wrong.
fn inventory(names: &[String]) -> String {
    let mut text = String::from("version: 1\nlimits: {max-rule-time: 900}\ntenants:\n");
    for name in names {
        text.push_str(&format!(
            "  - name: {name}\n    include: [tenants/{name}/**]\n"
        ));
    }
    text
}
