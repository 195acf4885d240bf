//! Routing as a REST API does it: a literal part before a variable one, a variable one before a greedy one; a trailing slash
//! makes no difference, and nothing is decoded.

use std::collections::BTreeMap;

/// A table of paths and methods that lead to a `T`.
#[derive(Clone, Debug)]
pub struct Routes<T> {
    root: Node<T>,
}

#[derive(Clone, Debug)]
struct Node<T> {
    literals: BTreeMap<String, Node<T>>,
    variable: Option<(String, Box<Node<T>>)>,
    greedy: Option<(String, Vec<Target<T>>)>,
    targets: Vec<Target<T>>,
}

#[derive(Clone, Debug)]
struct Target<T> {
    method: String,
    resource: String,
    value: T,
}

/// Where a request leads.
#[derive(Debug)]
pub struct Match<'a, T> {
    /// What stands there.
    pub value: &'a T,
    /// The path as the template writes it.
    pub resource: &'a str,
    /// The variable parts as the request has them, still encoded.
    pub parameters: BTreeMap<String, String>,
}

/// A route that cannot stand beside the others.
#[derive(Debug, thiserror::Error)]
#[error("route {0}: {1}")]
pub struct RouteError(String, &'static str);

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self {
            literals: BTreeMap::new(),
            variable: None,
            greedy: None,
            targets: Vec::new(),
        }
    }
}

impl<T> Default for Routes<T> {
    fn default() -> Self {
        Self {
            root: Node::default(),
        }
    }
}

impl<T> Routes<T> {
    /// Adds a route.
    ///
    /// # Errors
    /// [`RouteError`] for what a REST API refuses: a part outside `a-zA-Z0-9._-:`, siblings with two variable names, a greedy
    /// part that is not the last, the same method twice.
    pub fn add(&mut self, method: &str, path: &str, value: T) -> Result<(), RouteError> {
        let fail = |problem| RouteError(path.to_owned(), problem);
        let target = Target {
            method: method.to_owned(),
            resource: path.to_owned(),
            value,
        };
        let parts: Vec<&str> = parts(path).collect();
        let mut node = &mut self.root;
        for (at, part) in parts.iter().enumerate() {
            match variable(part) {
                Some(name) if name.ends_with('+') => {
                    if at + 1 < parts.len() {
                        return Err(fail("a greedy part must be the last"));
                    }
                    let (_, targets) = node
                        .greedy
                        .get_or_insert_with(|| (name.trim_end_matches('+').to_owned(), Vec::new()));
                    return insert(targets, target).map_err(fail);
                }
                Some(name) => {
                    let (known, next) = node
                        .variable
                        .get_or_insert_with(|| (name.to_owned(), Box::default()));
                    if known != name {
                        return Err(fail("its siblings have another variable name"));
                    }
                    node = next;
                }
                None if part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"._-:".contains(&b)) =>
                {
                    node = node.literals.entry((*part).to_owned()).or_default();
                }
                None => return Err(fail("a part may hold a-z A-Z 0-9 . _ - : only")),
            }
        }
        insert(&mut node.targets, target).map_err(fail)
    }

    /// Where `method` and `path`, still encoded, lead.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<Match<'_, T>> {
        let parts: Vec<&str> = parts(path).collect();
        let (target, parameters) = self.root.find(method, &parts)?;
        Some(Match {
            value: &target.value,
            resource: &target.resource,
            parameters,
        })
    }
}

impl<T> Node<T> {
    fn find(&self, method: &str, parts: &[&str]) -> Option<(&Target<T>, BTreeMap<String, String>)> {
        let Some((first, rest)) = parts.split_first() else {
            return Some((pick(&self.targets, method)?, BTreeMap::new()));
        };
        if let Some(found) = self
            .literals
            .get(*first)
            .and_then(|next| next.find(method, rest))
        {
            return Some(found);
        }
        if let Some((name, next)) = &self.variable
            && let Some((target, mut parameters)) = next.find(method, rest)
        {
            parameters.insert(name.clone(), (*first).to_owned());
            return Some((target, parameters));
        }
        let (name, targets) = self.greedy.as_ref()?;
        Some((
            pick(targets, method)?,
            BTreeMap::from([(name.clone(), parts.join("/"))]),
        ))
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix('/').unwrap_or(path).split('/')
}

fn variable(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

fn insert<T>(targets: &mut Vec<Target<T>>, target: Target<T>) -> Result<(), &'static str> {
    if targets.iter().any(|known| known.method == target.method) {
        return Err("it is there twice");
    }
    targets.push(target);
    Ok(())
}

fn pick<'a, T>(targets: &'a [Target<T>], method: &str) -> Option<&'a Target<T>> {
    let exact = targets
        .iter()
        .find(|target| target.method.eq_ignore_ascii_case(method));
    exact.or_else(|| {
        targets
            .iter()
            .find(|target| target.method.eq_ignore_ascii_case("ANY"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes() -> Routes<&'static str> {
        let mut routes = Routes::default();
        for (path, name) in [
            ("/mjpm/v1/auth/login/{openid}", "login"),
            ("/mjpm/v1/{application}/{key}", "list"),
            ("/mjpm/v1/{application}/{key}/{openid}", "review"),
            ("/mjpm/{proxy+}", "nothing"),
        ] {
            routes.add("ANY", path, name).unwrap();
        }
        routes
    }

    fn found(path: &str) -> Option<(&'static str, Vec<(String, String)>)> {
        routes()
            .find("GET", path)
            .map(|m| (*m.value, m.parameters.into_iter().collect()))
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    #[test]
    fn literal_before_variable_before_greedy() {
        assert_eq!(
            found("/mjpm/v1/auth/login/o1"),
            Some(("login", pairs(&[("openid", "o1")])))
        );
        assert_eq!(
            found("/mjpm/v1/auth/login/o1/"),
            Some(("login", pairs(&[("openid", "o1")])))
        );
        assert_eq!(
            found("/mjpm/v1/%E5%91%98/o%2F1"),
            Some((
                "list",
                pairs(&[("application", "%E5%91%98"), ("key", "o%2F1")])
            ))
        );
        assert_eq!(found("/mjpm/v1/auth/other/o1").unwrap().0, "review");
        assert_eq!(
            found("/mjpm/v2"),
            Some(("nothing", pairs(&[("proxy", "v2")])))
        );
        assert_eq!(found("/mjpm"), None);
        assert_eq!(found("/"), None);
        assert_eq!(found("//mjpm/v1/auth/login/o1"), None);
    }

    #[test]
    fn what_a_rest_api_refuses_is_refused() {
        let mut routes = routes();
        assert!(routes.add("ANY", "/mjpm/v1/{app}/{key}", "x").is_err());
        assert!(routes.add("ANY", "/mjpm/v1/员工管理", "x").is_err());
        assert!(routes.add("ANY", "/a/{proxy+}/b", "x").is_err());
        assert!(routes.add("ANY", "/mjpm/{proxy+}", "x").is_err());
        assert!(
            routes
                .add("GET", "/mjpm/v1/auth/login/{openid}", "x")
                .is_ok()
        );
    }
}
