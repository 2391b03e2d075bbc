//! The assessment of the shop, told as what happens to it.

mod events;
mod explained;
mod follows;
mod loss;
mod protection;
mod routing;
mod stores;
