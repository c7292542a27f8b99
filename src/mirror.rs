//! Words of a versioned format, each with the domain's value that it stands for.

/// An enum of a format's own, whose words stay when the domain's names change: a case more, or less, does not compile until the
/// format says what becomes of it.
macro_rules! mirror {
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident = $domain:path { $($(#[$note:meta])* $case:ident),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy)]
        #[serde(rename_all = "kebab-case")]
        $visibility enum $name {
            $($(#[$note])* $case),*
        }

        impl ::std::convert::From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as Domain;
                match value {
                    $(Domain::$case => Self::$case),*
                }
            }
        }

        impl ::std::convert::From<$name> for $domain {
            fn from(value: $name) -> Self {
                use $domain as Domain;
                match value {
                    $($name::$case => Domain::$case),*
                }
            }
        }
    };
}

pub(crate) use mirror;
