META
key;value
description;Our street
unit;street
instance;processes/our-street
currency;EUR
language;en
rule;equal-shares
num_projects;3
num_votes;1
budget;10000
vote_type;approval
max_length;2
urna_rule;equal-shares
urna_param_area_cap;
urna_param_area_floor;
urna_param_borda;len-1
urna_param_category_cap;
urna_param_category_floor;
urna_param_comparison;none
urna_param_completion;none
urna_param_exhaustive_over;auto
urna_param_fixed;
urna_param_fixed_per_area;none
urna_param_incompatible;
urna_param_increment;1
urna_param_min_points;0
urna_param_min_points_percent;0
urna_param_min_votes;0
urna_param_min_votes_percent;0
urna_param_start;auto
urna_param_then;none
urna_param_unsupported;skip
urna_param_until;auto
urna_param_utility;auto
urna_tie_break;lot
urna_lot_seed;2c836ef8f3843204774276c59e927a2981401124ddbae8f5b5433426147f060f
PROJECTS
project_id;cost;votes;name;district
bench;1500;1;A bench;street
trees;4000;1;Two trees;street
paint;9000;0;A painted wall;street
VOTES
voter_id;vote
1;bench,trees
