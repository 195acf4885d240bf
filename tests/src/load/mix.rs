//! What people do, and how often each of it comes among a hundred other things.

use std::fmt;
use std::str::FromStr;

use rand::{Rng, RngExt as _};

/// One thing that somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Somebody who has been here signs in with WeChat.
    Known,
    /// Somebody new signs in with WeChat, which makes a user.
    New,
    /// Somebody signs in with a password.
    Password,
    /// Somebody signs in, and out again: two requests.
    SignOut,
    /// Somebody signed in asks for their own profile.
    UserInfo,
    /// A superuser asks for twenty employees.
    Employees,
    /// Somebody changes their profile.
    Profile,
    /// Somebody registers at the admin panel.
    Register,
    /// Somebody becomes an employee under review: the proof of the openid, the email code, a look into the inbox and the registration,
    /// four requests.
    Employee,
}

impl Kind {
    /// All kinds, in the order of the report.
    pub const ALL: [Self; 9] = [
        Self::Known,
        Self::New,
        Self::Password,
        Self::SignOut,
        Self::UserInfo,
        Self::Employees,
        Self::Profile,
        Self::Register,
        Self::Employee,
    ];

    /// The name, in `--mix` and in the report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::New => "new",
            Self::Password => "password",
            Self::SignOut => "sign-out",
            Self::UserInfo => "user-info",
            Self::Employees => "employees",
            Self::Profile => "profile",
            Self::Register => "register",
            Self::Employee => "employee",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// The weight of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mix(Vec<(Kind, u32)>);

impl Default for Mix {
    /// Mostly reads and sign-ins by WeChat; of what hashes a password, one in ten.
    fn default() -> Self {
        Self(vec![
            (Kind::Known, 25),
            (Kind::New, 8),
            (Kind::Password, 6),
            (Kind::SignOut, 4),
            (Kind::UserInfo, 33),
            (Kind::Employees, 8),
            (Kind::Profile, 10),
            (Kind::Register, 4),
            (Kind::Employee, 2),
        ])
    }
}

impl Mix {
    /// A kind, as often as its weight says.
    pub fn pick(&self, random: &mut impl Rng) -> Kind {
        let total: u32 = self.0.iter().map(|(_, weight)| weight).sum();
        let mut at = random.random_range(0..total.max(1));
        for (kind, weight) in &self.0 {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return *kind,
            }
        }
        Kind::UserInfo
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|(kind, weight)| format!("{kind}={weight}"))
            .collect();
        out.pad(&parts.join(","))
    }
}

impl FromStr for Mix {
    type Err = String;

    /// `known=25,register=5`: kinds that are not named do not come.
    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Kind::ALL.map(Kind::name).join(", ");
        let part = |part: &str| {
            let (name, weight) = part.split_once('=').ok_or("KIND=WEIGHT,… is wanted")?;
            let kind = Kind::ALL
                .into_iter()
                .find(|kind| kind.name() == name)
                .ok_or_else(|| format!("{name} is none of {}", names()))?;
            // Few enough that the sum of all fits.
            let weight = weight.parse::<u16>().map_err(|e| format!("{name}: {e}"))?;
            Ok::<_, String>((kind, u32::from(weight)))
        };
        let parts: Vec<_> = text.split(',').map(part).collect::<Result<_, _>>()?;
        if parts.iter().all(|(_, weight)| *weight == 0) {
            return Err("nothing is left to do".to_owned());
        }
        Ok(Self(parts))
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::SmallRng;

    use super::*;

    #[test]
    fn a_mix_is_written_as_it_is_read() {
        let text = "known=3,register=1";
        assert_eq!(text.parse::<Mix>().unwrap().to_string(), text);
        assert_eq!(
            Mix::default().to_string().parse::<Mix>(),
            Ok(Mix::default())
        );
        for bad in ["", "known", "known=x", "somebody=1", "known=0", "known=-1"] {
            assert!(bad.parse::<Mix>().is_err(), "{bad}");
        }
    }

    #[test]
    fn kinds_come_as_often_as_they_weigh() {
        let mix: Mix = "known=3,register=1,profile=0".parse().unwrap();
        let mut random = SmallRng::seed_from_u64(1);
        let picked: Vec<Kind> = (0..4000).map(|_| mix.pick(&mut random)).collect();
        let count = |wanted| picked.iter().filter(|kind| **kind == wanted).count();
        assert!(
            (2800..3200).contains(&count(Kind::Known)),
            "{}",
            count(Kind::Known)
        );
        assert_eq!(count(Kind::Known) + count(Kind::Register), 4000);
    }
}
