//! The nodes of one tenant by numbers, level by level, so that sets of them are cheap.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::{DataPath, Segment};
use crate::tenant::{Node, Value};

/// One node.
#[derive(Debug)]
pub(super) struct Spot<'t> {
    pub(super) node: &'t Node,
    /// The number of its parent; its own at the root.
    pub(super) parent: usize,
    /// Which child of its parent it is.
    pub(super) ordinal: usize,
    /// The numbers of its children.
    pub(super) children: Range<usize>,
    step: Option<Segment>,
}

/// All nodes of a tenant. The root has the number 0.
#[derive(Debug)]
pub(super) struct Plot<'t> {
    spots: Vec<Spot<'t>>,
}

impl<'t> Plot<'t> {
    pub(super) fn new(root: &'t Node) -> Self {
        let mut spots = vec![Spot {
            node: root,
            parent: 0,
            ordinal: 0,
            children: 0..0,
            step: None,
        }];
        let mut at = 0;
        while at < spots.len() {
            let start = spots.len();
            let node: &'t Node = spots[at].node;
            let mut add = |step: Segment, child: &'t Node, ordinal: usize| {
                spots.push(Spot {
                    node: child,
                    parent: at,
                    ordinal,
                    children: 0..0,
                    step: Some(step),
                });
            };
            match &node.value {
                Value::Map(map) => map
                    .iter()
                    .enumerate()
                    .for_each(|(n, (key, child))| add(Segment::Key(key.clone()), child, n)),
                Value::List(items) => items
                    .iter()
                    .enumerate()
                    .for_each(|(n, child)| add(Segment::Index(n), child, n)),
                _ => {}
            }
            spots[at].children = start..spots.len();
            at += 1;
        }
        Self { spots }
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.spots.len()
    }

    pub(super) fn get(&self, number: usize) -> &Spot<'t> {
        &self.spots[number]
    }

    /// Whether it is a map or a list.
    pub(super) fn is_collection(&self, number: usize) -> bool {
        matches!(self.get(number).node.value, Value::Map(_) | Value::List(_))
    }

    pub(super) fn path(&self, number: usize) -> DataPath {
        let mut steps: Vec<Segment> = self
            .upwards(number)
            .filter_map(|n| self.get(n).step.clone())
            .collect();
        steps.reverse();
        DataPath(steps)
    }

    /// The step that leads to it.
    pub(super) fn step(&self, number: usize) -> Option<&Segment> {
        self.get(number).step.as_ref()
    }

    /// The key that it stands at.
    pub(super) fn key(&self, number: usize) -> Option<&str> {
        match &self.get(number).step {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// It, its parent and so on, to the root.
    pub(super) fn upwards(&self, number: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(number), |&n| (n != 0).then(|| self.get(n).parent))
    }

    /// Whether `number` is `above` or below it.
    pub(super) fn is_below(&self, number: usize, above: usize) -> bool {
        self.upwards(number).any(|n| n == above)
    }

    /// The last node on the way of a path, and how many steps lead there.
    pub(super) fn follow(&self, path: &[String]) -> (usize, usize) {
        let mut at = 0;
        for (done, step) in path.iter().enumerate() {
            let named = |&n: &usize| self.key(n) == Some(step);
            match self.get(at).children.clone().find(named) {
                Some(child) => at = child,
                None => return (at, done),
            }
        }
        (at, path.len())
    }

    /// All scalars at or below a node, at most `most`.
    pub(super) fn scalars(&self, number: usize, most: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut todo = vec![number];
        while let Some(at) = todo.pop() {
            if found.len() >= most {
                break;
            }
            if self.is_collection(at) {
                todo.extend(self.get(at).children.clone().rev());
            } else {
                found.push(at);
            }
        }
        found
    }

    /// The deepest node that all of these stand below.
    pub(super) fn common(&self, numbers: &[usize]) -> usize {
        let Some((&first, rest)) = numbers.split_first() else {
            return 0;
        };
        let all = |&above: &usize| rest.iter().all(|&n| self.is_below(n, above));
        self.upwards(first).find(all).unwrap_or_default()
    }

    /// Numbers by the addresses of the nodes.
    pub(super) fn numbers(&self) -> HashMap<*const Node, usize> {
        let spots = self.spots.iter().enumerate();
        spots
            .map(|(n, spot)| (std::ptr::from_ref(spot.node), n))
            .collect()
    }
}
