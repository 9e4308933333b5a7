//! The functions that compiled policies call: those that the engine is given, else its own.

use regorus::Value;
use regorus::unstable::{BUILTINS, BuiltinFcn};

use crate::engine::extend::{self, Own};

/// A function of the program.
#[derive(Clone, Copy)]
pub(super) enum Function {
    /// One that the engine is given.
    Own(Own),
    /// One of the engine.
    Engine(BuiltinFcn),
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Own(_) => "Own",
            Self::Engine(_) => "Engine",
        })
    }
}

/// The function of a name.
pub(super) fn function(name: &str) -> Option<Function> {
    let own = extend::OWN.iter().find(|(known, ..)| *known == name);
    match own {
        Some((_, _, own)) => Some(Function::Own(*own)),
        None => BUILTINS.get(name).map(|of| Function::Engine(*of)),
    }
}

impl Function {
    /// Calls it; `None` where it fails, [`Value::Undefined`] where it gives nothing.
    pub(super) fn call(self, args: &[Value]) -> Option<Value> {
        match self {
            Self::Own(function) => function(args).ok(),
            Self::Engine(function) => extend::call(function, args).ok(),
        }
    }
}
